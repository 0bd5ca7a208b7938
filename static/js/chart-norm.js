// Thirteen weeks of one norm, drawn from the figures that stand in the table under it.
// One message: the line, its margin as a pale band, the target dashed, a gap where the norm changed.
(() => {
  "use strict";
  // A4 between its margins, in pixels; nothing tells it in time.
  const PAPER_WIDTH = 680;

  const draw = (place) => {
    const data = JSON.parse(document.getElementById(place.dataset.normChart).textContent);
    const weeks = data.weeks;
    const words = data.words;
    const chart = echarts.init(place, null, { renderer: "svg" });

    // Each version of the norm is its own line: never one line over two norms.
    const versions = [...new Set(weeks.map((week) => week.norm).filter((norm) => norm !== null))];
    const pick = (norm, value) => weeks.map((week) => (week.norm === norm ? value(week) : null));

    const colours = () => {
      const style = getComputedStyle(document.documentElement);
      const token = (name) => style.getPropertyValue(name).trim();
      return {
        line: token("--k-line"),
        band: token("--k-band"),
        target: token("--k-target"),
        soft: token("--k-ink-soft"),
        hairline: token("--k-hairline"),
        paper: token("--k-paper"),
        font: getComputedStyle(document.body).fontFamily,
      };
    };

    const seriesOf = (norm, colour) => {
      const targets = pick(norm, (week) => week.target);
      const lastTarget = targets.findLastIndex((target) => target !== null && target !== undefined);
      const quiet = { type: "line", silent: true, symbol: "none", emphasis: { disabled: true } };
      const band = { ...quiet, stack: `band ${norm}`, lineStyle: { opacity: 0 } };
      return [
        { ...band, data: pick(norm, (week) => week.low) },
        {
          ...band,
          data: pick(norm, (week) => week.high - week.low),
          areaStyle: { color: colour.band, opacity: 1 },
        },
        {
          ...quiet,
          data: targets.map((target, index) => ({
            value: target,
            label: {
              show: norm === versions.at(-1) && index === lastTarget,
              position: "right",
              lineHeight: 15,
              formatter: `${words.target}\n${words.percent.replace("{value}", target)}`,
              color: colour.soft,
            },
          })),
          showSymbol: true,
          symbol: "circle",
          symbolSize: 1,
          lineStyle: { color: colour.target, type: "dashed", width: 1.25 },
          itemStyle: { color: colour.target },
          labelLayout: { hideOverlap: true },
        },
        {
          ...quiet,
          data: pick(norm, (week) => week.share),
          symbol: "circle",
          symbolSize: 6,
          lineStyle: { color: colour.line, width: 2.5 },
          itemStyle: { color: colour.line },
          z: 3,
        },
      ];
    };

    const changes = (colour) => {
      const marks = [];
      let current = null;
      weeks.forEach((week, index) => {
        if (week.norm === null) return;
        if (current !== null && week.norm !== current) {
          marks.push({ xAxis: index, label: { formatter: words.changed, color: colour.soft } });
        }
        current = week.norm;
      });
      return {
        type: "line",
        data: [],
        silent: true,
        markLine: {
          symbol: "none",
          silent: true,
          data: marks,
          lineStyle: { color: colour.soft, type: "solid", width: 1 },
          label: { position: "end", distance: 4 },
        },
      };
    };

    const paint = () => {
      const colour = colours();
      const narrow = place.clientWidth < 560;
      chart.setOption(
        {
          animation: false,
          textStyle: { fontFamily: colour.font },
          grid: { left: 8, right: 92, top: 24, bottom: 8, containLabel: true },
          xAxis: {
            type: "category",
            data: weeks.map((week) => `${week.week}\n${week.n === null ? "-" : week.n}`),
            axisTick: { show: false },
            axisLine: { lineStyle: { color: colour.hairline } },
            axisLabel: { color: colour.soft, fontSize: narrow ? 11 : 12, lineHeight: 17, hideOverlap: true },
            name: `${words.week}\n${words.n}`,
            nameLocation: "end",
            nameTextStyle: { color: colour.soft, lineHeight: 17, verticalAlign: "top", padding: [7, 0, 0, 4] },
            nameGap: 8,
          },
          yAxis: {
            type: "value",
            min: 0,
            max: 100,
            interval: 25,
            axisLabel: { color: colour.soft, formatter: words.percent },
            splitLine: { lineStyle: { color: colour.hairline } },
          },
          series: [...versions.flatMap((norm) => seriesOf(norm, colour)), changes(colour)],
        },
        true,
      );
    };

    const print = matchMedia("print");
    const fit = () => {
      chart.resize({ width: print.matches ? PAPER_WIDTH : "auto" });
      paint();
    };

    paint();
    document.addEventListener("klantgedrag:theme", paint);
    print.addEventListener("change", fit);
    new ResizeObserver(fit).observe(place);
  };

  for (const place of document.querySelectorAll("[data-norm-chart]")) draw(place);
})();
