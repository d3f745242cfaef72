"""How well `policywatch sources new` guesses a source from a look at its list."""
