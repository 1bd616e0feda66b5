"""How people log in: the settings of django-allauth that are the same on every site."""

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are proved by invitation, or typed by administrators
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: clocks of telephones differ
MFA_ADAPTER = "missions.accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "missions.accounts.forms.CodeForm",
    "reauthenticate": "missions.accounts.forms.CodeAgainForm",
    "activate_totp": "missions.accounts.forms.FirstCodeForm",
    "add_webauthn": "missions.accounts.forms.AddPasskeyForm",
}

ACCOUNT_ADAPTER = "missions.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "missions.accounts.forms.LoginForm",
    "reauthenticate": "missions.accounts.forms.PasswordAgainForm",
    "change_password": "missions.accounts.forms.ChangePasswordForm",
    "reset_password": "missions.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "missions.accounts.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]  # checked, though nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE
# Failed log-ins: the fifth within five minutes is refused for the account, the eleventh within a
# minute for the address, so that one office behind one address is not locked out by one person.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,4/5m/key",
    "accept_invitation": "20/m/ip",
    # Readers behind one address of a telephone company are many.
    "follow_from_one_place": "30/h/ip",
    "follow_at_one_address": "3/h/key,6/d/key",
}
