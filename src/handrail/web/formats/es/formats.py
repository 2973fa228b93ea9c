"""How numbers and times are written in Spanish. The decimal point is kept: a dose is read the same in both languages."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ""
TIME_FORMAT = "H:i"
DATE_FORMAT = r"l j \d\e F"
SHORT_DATE_FORMAT = "j M"
DATETIME_FORMAT = r"j \d\e F, H:i"
