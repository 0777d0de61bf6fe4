"""The bytes of statement files in quarantine, until their waiting ends."""

from django.utils.translation import gettext_lazy as _

from apps.kernel.kept_files import KeptFiles

MAX_HELD = 32 * 2**20  # bytes of a file
HELD = KeptFiles("statements", _("The stored file is not the one that was uploaded. Upload it again."))
