"""The engine as it was when every behaviour stood twice, frozen: the oracle for one release. Nobody adds a mechanism here."""
