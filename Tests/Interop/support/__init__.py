"""Code that tests share; there are no tests in here."""
