"""What corrections of stock look like: numbers of which zero is one."""

from sales_platform.companies.company import Shape

COUNT = Shape("^[0-9]{1,15}([.]0*)?$", "a whole number of pieces, zero or more")
