-- One row per kind of document and recipient (Nơi nhận). Source: reference.recipients.
select document, recipient, sort_order from reference.recipients;
