-- Opinions given in these calendar years, oldest first.
select * from mart.front_opinion where year between $first and $last order by given_on
