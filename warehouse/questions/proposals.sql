-- Proposals on institutions: what, on which ground, to whom.
select * from mart.proposal where year between $first and $last order by addressee collate vi, year, content collate vi
