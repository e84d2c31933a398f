-- Whom to write to: per unit in scope today its contact, then its leader; role null: nobody is noted. Units in order.
select u.unit_code, u.unit_name, b.block_name, c.role, c.position, c.phone, c.email
from mart.unit as u
cross join mart.snapshot as s
inner join mart.block as b on b.block_code = u.block_code
left join mart.contact as c on c.unit_code = u.unit_code
where u.valid_from <= s.as_of and (u.valid_to is null or u.valid_to >= s.as_of)
order by b.sort_order, u.unit_name collate vi, u.unit_code, c.role
