DATE_FORMAT = "j E Y"
MONTH_DAY_FORMAT = "j E"
YEAR_MONTH_FORMAT = "E Y"
DATETIME_FORMAT = "j E Y، H:i"
# The parts of a date in figures change places in a line from right to left; words do not.
SHORT_DATE_FORMAT = "j E Y"
