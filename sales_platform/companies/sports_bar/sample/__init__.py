"""Sports Bar's part of the sample data: masters and prices typed by hand, and order files of every day, all of them messy."""
