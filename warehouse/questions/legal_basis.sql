-- The documents that the work rests on, in their order; note: what has to be checked.
select * from mart.legal_basis order by sort_order
