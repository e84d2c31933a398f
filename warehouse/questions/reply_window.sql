-- The days for replies of a year: opens_on, closes_on, document_number; no row where none are set.
select opens_on, closes_on, document_number from reference.reply_windows where year = $year
