"""Many cases in one batch: done in processes of their own, remembered, compared, added up."""
