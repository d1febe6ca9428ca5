"""Speed, memory and page weight, beside other tools in the same minute."""
