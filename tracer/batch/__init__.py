"""Many cases in one night: done in processes of their own, remembered, compared, added up."""
