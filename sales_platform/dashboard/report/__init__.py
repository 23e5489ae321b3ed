"""The monthly sales report: one file of HTML that asks nothing of anybody, or the same as PDF. No chart library is loaded."""
