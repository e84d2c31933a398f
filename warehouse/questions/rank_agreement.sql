-- Kendall's tau-b of a block's ranking with the year before: a row per year that can be compared.
-- discordant_share: 0-100 of the pairs of units.
select year, units, pairs, discordant_pairs, tau_b,
    100.0 * discordant_pairs / nullif(pairs, 0) as discordant_share
from mart.rank_agreement
where block_code = $block
order by year
