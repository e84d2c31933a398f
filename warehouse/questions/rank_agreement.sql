-- Kendall's tau-b of a block's ranking with the year before: a row per year that can be compared.
-- discordant_share: 0-100 of the pairs of units. To a scoped reader only of years whose publications name the units.
select year, units, pairs, discordant_pairs, tau_b,
    100.0 * discordant_pairs / nullif(pairs, 0) as discordant_share
from mart.rank_agreement
where block_code = $block and ($scope::varchar is null or year in (select year from mart.public_year where names_units))
order by year
