"""Questions that the page of surveys asks: bound parameters in, an Arrow table out.

Only published marts are read, in which small figures are hidden already: no combination of arguments can show them.
`block` = None means the city. `scope` is the unit of a reader who may see only that unit's own detail.
"""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def survey_years(con) -> pa.Table:
    """Years with at least one published survey figure."""
    return _ask(con, "select distinct year from mart.survey_area_year order by year")


def survey_waves(con, year: int) -> pa.Table:
    """Waves of a year, and what became of their responses."""
    return _ask(con, "select * from mart.survey_wave where year = $year order by wave_code", year=year)


def survey_areas(con, year: int, block: str | None) -> pa.Table:
    """One row per indicator: the figure of a block or of the city, and its change since the survey before."""
    return _ask(
        con,
        """
        select a.*, c.previous_year, c.is_comparable, c.previous_share, c.difference, c.difference_low,
            c.difference_high
        from mart.survey_area_year as a
        left join mart.survey_change as c
            on c.year = a.year and c.indicator = a.indicator and c.place_code = a.area_code and c.level <> 'unit'
        where a.year = $year and a.area_code = coalesce($block::varchar, 'city')
        """,
        year=year,
        block=block,
    )


def survey_units(con, year: int, indicator: str, block: str | None, scope: str | None) -> pa.Table:
    """One row per unit with answers: its figure, how it stands against the rest, its change."""
    return _ask(
        con,
        """
        select
            s.unit_code, u.unit_name, b.block_name, s.n, s.people, s.n_eff, s.favourable, s.share, s.ci_low, s.ci_high,
            s.suppressed, s.population,
            vb.result as block_result, vb.result_998 as block_result_998, vb.benchmark_share as block_share,
            vc.result as city_result, vc.result_998 as city_result_998, vc.benchmark_share as city_share,
            c.previous_year, c.is_comparable, c.previous_share, c.difference, c.difference_low, c.difference_high
        from mart.survey_unit_year as s
        inner join mart.unit as u on u.unit_code = s.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.survey_comparison as vb
            on vb.year = s.year and vb.unit_code = s.unit_code and vb.indicator = s.indicator and vb.benchmark = 'block'
        left join mart.survey_comparison as vc
            on vc.year = s.year and vc.unit_code = s.unit_code and vc.indicator = s.indicator and vc.benchmark = 'city'
        left join mart.survey_change as c
            on c.year = s.year and c.indicator = s.indicator and c.place_code = s.unit_code and c.level = 'unit'
        where s.year = $year and s.indicator = $indicator and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or s.unit_code = $scope)
        order by s.share desc nulls last, u.unit_name
        """,
        year=year,
        indicator=indicator,
        block=block,
        scope=scope,
    )


def survey_answers(con, year: int, indicator: str, block: str | None, unit: str | None, scope: str | None) -> pa.Table:
    """One row per question and answer of an indicator, for a unit, a block or the city; a hidden question has one row
    without an answer."""
    return _ask(
        con,
        """
        with cell as (
            select year, form_code, question_code, option_code, n, answers, share, suppressed
            from mart.survey_question_unit
            where $unit::varchar is not null and unit_code = $unit
                and ($scope::varchar is null or unit_code = $scope) and indicator = $indicator
            union all
            select year, form_code, question_code, option_code, n, answers, share, false as suppressed
            from mart.survey_question_area
            where $unit::varchar is null and area_code = coalesce($block::varchar, 'city') and indicator = $indicator
        )

        select q.wording, q.sort_order as question_order, q.answer_kind, c.question_code, c.option_code,
            coalesce(o.label, case when c.option_code = '' then 'Không chọn mục nào' else c.option_code end) as label,
            o.favourable, o.sort_order, c.n, c.answers, c.share, c.suppressed
        from cell as c
        inner join mart.survey_question as q on q.form_code = c.form_code and q.question_code = c.question_code
        left join mart.survey_option as o
            on o.form_code = c.form_code and o.question_code = c.question_code and o.option_code = c.option_code
        where c.year = $year
        order by question_order, c.question_code, o.sort_order nulls last
        """,
        year=year,
        indicator=indicator,
        block=block,
        unit=unit,
        scope=scope,
    )


def survey_groups(con, year: int, indicator: str) -> pa.Table:
    """One row per respondent group of the whole city."""
    return _ask(
        con,
        """
        select g.*, coalesce(max(o.label), 'Không rõ') as label, min(o.sort_order) as group_order
        from mart.survey_group_year as g
        left join reference.survey_waves as w on w.year = g.year
        left join reference.survey_questions as q on q.form_code = w.form_code and q.role = 'group'
        left join reference.survey_options as o on o.scale_code = q.scale_code and o.option_code = g.respondent_group
        where g.year = $year and g.indicator = $indicator
        group by all
        order by group_order nulls last
        """,
        year=year,
        indicator=indicator,
    )


def survey_criteria(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """One row per unit and criterion that rests on a survey: self-score beside what the survey supports."""
    return _ask(
        con,
        """
        select c.*, u.unit_name, b.block_name, k.criterion_name
        from mart.criterion_survey as c
        inner join mart.unit as u on u.unit_code = c.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        inner join mart.unit_year as y on y.year = c.year and y.unit_code = c.unit_code
        inner join mart.criterion as k
            on k.framework_code = y.framework_code and k.criterion_code = c.criterion_code
        where c.year = $year and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or c.unit_code = $scope)
        order by c.finding nulls last, c.self_points - c.survey_points_high desc nulls last, u.unit_name, c.criterion_code
        """,
        year=year,
        block=block,
        scope=scope,
    )


def survey_days(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Responses per wave and day, over the units whose number may be said."""
    return _ask(
        con,
        """
        select d.wave_code, w.wave_name, d.response_on, cast(sum(d.responses) as bigint) as responses,
            count(*) as units
        from mart.survey_response_day as d
        inner join mart.survey_wave as w on w.year = d.year and w.wave_code = d.wave_code
        inner join mart.unit as u on u.unit_code = d.unit_code
        where d.year = $year and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or d.unit_code = $scope)
        group by all
        order by d.wave_code, d.response_on nulls first
        """,
        year=year,
        block=block,
        scope=scope,
    )


def survey_progress(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Interviews planned and done per wave and unit, and what they allow."""
    return _ask(
        con,
        """
        select p.*, u.unit_name, b.block_name, w.wave_name
        from mart.survey_progress as p
        inner join mart.unit as u on u.unit_code = p.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        inner join mart.survey_wave as w on w.year = p.year and w.wave_code = p.wave_code
        where p.year = $year and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or p.unit_code = $scope)
        order by p.needed desc nulls first, u.unit_name
        """,
        year=year,
        block=block,
        scope=scope,
    )
