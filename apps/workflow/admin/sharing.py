"""The tab "Sharing" of a record: with whom it is shared, until when, and the acts that change it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.tenants.grants import Holder
from apps.tenants.models import Membership, PeopleGroup
from apps.tenants.permission import permitted
from apps.tenants.roles import CLIENT
from apps.workflow import sharing
from apps.workflow.admin.base import ActModelAdmin


class ShareForm(forms.Form):
    """Whom to share with, what they may do, and until when."""

    holder = forms.ChoiceField(label=_("With"))
    permissions = forms.MultipleChoiceField(
        label=_("May, beside seeing it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you may do yourself can be given."),
    )  # fmt: skip
    last_on = forms.DateField(
        label=_("Until, this day included"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: until it is ended by hand, or the person leaves."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, tenant_id: int, shareable: sharing.Shareable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(f"group:{pk}", name) for pk, name in PeopleGroup.objects.order_by("name").values_list("pk", "name")]
        members = Membership.objects.filter(tenant_id=tenant_id, is_active=True, user__is_active=True).select_related("user").order_by("user__email")
        people = [(f"user:{item.user_id}", _called(item)) for item in members if CLIENT not in item.roles]
        self.fields["holder"].choices = [("", "—"), (_g("Groups"), groups), (_g("People"), people)]  # type: ignore[attr-defined]
        self.fields["permissions"].choices = shareable.choices  # type: ignore[attr-defined]


class SharingAdmin(ActModelAdmin):
    """A record that may be shared one by one: its page has the tab."""

    change_form_outer_before_template = "admin/oblik/tabs.html"

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:object_id>/sharing/", view(self.sharing_view), name=f"{name}_sharing"),
            path("<int:object_id>/sharing/end/", view(require_POST(self.unshare_view)), name=f"{name}_unshare"),
            *super().get_urls(),
        ]

    def _may_look(self, request: HttpRequest) -> bool:
        """Whoever sees all the records may see with whom one is shared; who sees single ones by exception may not."""
        return self.actor(request).may(f"{self.opts.app_label}.view_{self.opts.model_name}")

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        context = super()._object_context(request, object_id)
        if "oblik_row" in context and self._may_look(request):
            context["oblik_tabs"] = self._tabs(context["oblik_row"], "record")
        return context

    def _tabs(self, row: Any, here: str) -> list[dict[str, Any]]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        known = (("record", self.opts.verbose_name, "change"), ("sharing", _g("Sharing"), "sharing"))
        return [{"label": label, "url": reverse(f"{name}_{address}", args=[row.pk]), "here": key == here} for key, label, address in known]

    def _shared_row(self, request: HttpRequest, object_id: int) -> Any:
        row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None:
            raise Http404
        if not self._may_look(request):
            raise PermissionDenied
        return row

    def sharing_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """With whom the record is shared; posted to, it shares it."""
        row, actor = self._shared_row(request, object_id), self.actor(request)
        shareable = sharing.find(self.model)
        assert shareable is not None
        form, may_share = None, permitted(self.model._default_manager.filter(pk=row.pk), actor, f"share_{row.subject_kind}").exists()
        if request.method == "POST" and not may_share:
            raise PermissionDenied
        if may_share:
            form = ShareForm(actor.tenant_id, shareable, request.POST or None)
        if form is not None and request.method == "POST" and form.is_valid():
            values = dict(form.cleaned_data) | {"holder": _holder(form.cleaned_data["holder"])}
            try:
                self.run_once(request, row, "share", shareable.share, values)
            except Refusal as refusal:
                for reason in refusal.reasons or (refusal.title,):
                    form.add_error(getattr(reason, "field", "") if getattr(reason, "field", "") in form.fields else None, str(reason))
            else:
                messages.success(request, _g("It is shared."))
                return redirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": f"{_g('Sharing')} · {row}", "opts": self.opts, "media": self.media, "form": form, "oblik_tabs": self._tabs(row, "sharing"),
            "shares": sharing.shares_of(row, clock.now()), "token": uuid.uuid4().hex, "original": row,
            "end_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_unshare", args=[row.pk]),
        }  # fmt: skip
        return render(request, "admin/oblik/sharing.html", context, status=422 if form is not None and form.errors else 200)

    def unshare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ends one sharing of the record."""
        row = self._shared_row(request, object_id)
        shareable, holder = sharing.find(self.model), _holder(request.POST.get("holder", ""))
        assert shareable is not None
        if not permitted(self.model._default_manager.filter(pk=row.pk), self.actor(request), f"share_{row.subject_kind}").exists():
            raise PermissionDenied
        try:
            self.run_once(request, row, "unshare", shareable.unshare, {"holder": holder, "reason": request.POST.get("reason", "")})
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
        else:
            messages.success(request, _g("The sharing has ended."))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_sharing", row.pk)


def _called(member: Membership) -> str:
    return f"{member.user.name} · {member.user.email}" if member.user.name else member.user.email


def _holder(value: str) -> Holder:
    """The holder of a form's "user:7" or "group:7"; of anything else nobody, which the act refuses."""
    kind, _colon, key = value.partition(":")
    if kind not in ("user", "group") or not key.isdigit() or len(key) > 18:
        return Holder()
    return Holder(user_id=int(key)) if kind == "user" else Holder(group_id=int(key))
