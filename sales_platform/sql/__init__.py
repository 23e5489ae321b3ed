"""SQL over the lake's tables for analysts and BI tools: queries only, nothing is ever written."""
