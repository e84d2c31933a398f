-- Nơi nhận of a kind of document, in their order.
select recipient from mart.recipient where document = $document order by sort_order, recipient
