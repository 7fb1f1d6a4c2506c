"""Lists of sources in the forms of other programs: each form is a file here."""
