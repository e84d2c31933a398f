-- One row per band of a criterion: [lower_pct, upper_pct) in percent, the top one closed at 100; points.
select framework_code, criterion_code, lower_pct, upper_pct, points from reference.criterion_bands;
