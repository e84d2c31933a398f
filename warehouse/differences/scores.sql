-- One row per score of a unit's criterion (self, verified, final) that differs between two snapshots (catalogs `before`,
-- `after`): who brought in what stands there now, from which file, and why, as the table or the correction says it. Of a score
-- that is gone: the file in which it stood (`is_gone`). Points: DECIMAL(9,4); null = not scored, or not_applicable.
with figures as (
    select
        'before' as snapshot, year, unit_code, criterion_code, self_points, verified_points, final_points,
        source_sha256, verified_sha256, final_sha256
    from before.mart.criterion_unit_year
    union all
    select
        'after', year, unit_code, criterion_code, self_points, verified_points, final_points,
        source_sha256, verified_sha256, final_sha256
    from after.mart.criterion_unit_year
),

scores as (
    select
        snapshot, year, unit_code, criterion_code, unnest(['self', 'verified', 'final']) as score_type,
        unnest([self_points, verified_points, final_points]) as points,
        unnest([source_sha256, verified_sha256, final_sha256]) as sha256
    from figures
),

changed as (
    select
        year,
        unit_code,
        criterion_code,
        score_type,
        max(points) filter (where snapshot = 'before') as points_before,
        max(points) filter (where snapshot = 'after') as points_after,
        max(sha256) filter (where snapshot = 'before') as sha256_before,
        max(sha256) filter (where snapshot = 'after') as sha256_after
    from scores
    group by all
    having points_before is distinct from points_after
),

files as (
    select sha256, max_by(who, file_seq) as who, max_by(received_at, file_seq) as at, max_by(file_name, file_seq) as file_name,
           max_by(run_seq, file_seq) as run_seq
    from (
        select sha256, who, received_at, file_name, run_seq, file_seq from before.mart.file
        union all
        select sha256, who, received_at, file_name, run_seq, file_seq from after.mart.file
    )
    where who is not null
    group by sha256
),

-- the last correction that changed it, else the words beside the score
reasons as (
    select year, unit_code, criterion_code, score_type, words, decided_by, document_number, loaded_by, loaded_at, file_name, stage
    from after.mart.score_story
    where state in ('applied', 'counts') and stage != 'reply'
    qualify row_number() over (
        partition by year, unit_code, criterion_code, score_type order by stage = 'correction' desc, position desc
    ) = 1
)

select
    c.year,
    c.unit_code,
    u.unit_name,
    c.criterion_code,
    c.score_type,
    c.points_before,
    c.points_after,
    c.points_after is null as is_gone,
    r.stage = 'correction' as is_correction,
    coalesce(r.loaded_by, f.who) as who,
    coalesce(r.loaded_at, f.at) as at,
    coalesce(r.file_name, f.file_name) as file_name,
    r.words as reason,
    r.decided_by,
    r.document_number,
    g.run_seq as run_before  -- in which the file came in which the score before stood
from changed as c
left join after.mart.unit as u on u.unit_code = c.unit_code
left join files as f on f.sha256 = coalesce(c.sha256_after, c.sha256_before)
left join files as g on g.sha256 = c.sha256_before
left join reasons as r
    on
        r.year = c.year and r.unit_code = c.unit_code and r.criterion_code = c.criterion_code
        and r.score_type = c.score_type and c.points_after is not null
order by c.year, u.unit_name, c.criterion_code, c.score_type;
