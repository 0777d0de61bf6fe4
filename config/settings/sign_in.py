"""Sign-in: allauth by e-mail only, second factors, password hashing, sessions and cookies."""

from environs import Env

env = Env()

AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "apps.tenants.backends.MembershipBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60

# --- allauth -------------------------------------------------------------------------------------
ACCOUNT_ADAPTER = "apps.workflow.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "apps.workflow.sign_in_forms.LoginForm",
    "reauthenticate": "apps.workflow.sign_in_forms.PasswordAgainForm",
    "change_password": "apps.workflow.sign_in_forms.ChangePasswordForm",
    "set_password": "apps.workflow.sign_in_forms.SetPasswordForm",
    "reset_password": "apps.workflow.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "apps.workflow.sign_in_forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the subjects begin with the name
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", "none")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
MFA_ADAPTER = "apps.workflow.second_factor.MfaAdapter"
MFA_FORMS = {
    "authenticate": "apps.workflow.sign_in_forms.CodeForm",
    "reauthenticate": "apps.workflow.sign_in_forms.CodeAgainForm",
    "activate_totp": "apps.workflow.sign_in_forms.ActivateForm",
    "add_webauthn": "apps.workflow.sign_in_forms.AddKeyForm",
    "edit_webauthn": "apps.workflow.sign_in_forms.EditKeyForm",
    "authenticate_webauthn": "apps.workflow.second_factor.KeyForm",
    "reauthenticate_webauthn": "apps.workflow.second_factor.KeyAgainForm",
}
# Owners give the addresses. Without this whoever once asked for a new password could set no factor up any more.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Oblik"
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Sessions are listed as of their sign-in; tracking each request would cost each request a write.
USERSESSIONS_TRACK_ACTIVITY = False

# --- guardian: exceptions on single objects, no user for the anonymous -----------------------------
ANONYMOUS_USER_NAME = None

# --- Sessions and cookies --------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", 12 * 60 * 60)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
