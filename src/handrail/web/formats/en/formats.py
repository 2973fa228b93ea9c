"""How numbers and times are written in English."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ""
TIME_FORMAT = "H:i"
DATE_FORMAT = "l j F"
SHORT_DATE_FORMAT = "j M"
DATETIME_FORMAT = "j F, H:i"
