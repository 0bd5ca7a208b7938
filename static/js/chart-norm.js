// One norm over the weeks, drawn from the figures that stand in the table under it.
// The line and its margin as a pale band; where weeks are held against a basis, thin limits and
// marked signals; bars instead of a band where there are too few weeks for a basis. Each version of
// the norm is drawn apart: never one line over two norms.
(() => {
  "use strict";
  // A4 between its margins, in pixels; nothing tells it in time.
  const PAPER_WIDTH = 680;
  const QUIET = { type: "line", silent: true, symbol: "none", emphasis: { disabled: true } };

  const coloursOf = () => {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(`--k-${name}`).trim();
    return {
      line: token("line"),
      band: token("band"),
      target: token("target"),
      limit: token("edge"),
      attention: token("attention-mark"),
      ink: token("ink"),
      soft: token("ink-soft"),
      hairline: token("hairline"),
      paper: token("paper"),
      font: getComputedStyle(document.body).fontFamily,
    };
  };

  // The margin: a band behind a line, or a bar at each point.
  const marginOf = (norm, pick, colour, bars) => {
    const base = bars
      ? { type: "bar", silent: true, stack: `margin ${norm}`, barWidth: 5, barGap: "-100%" }
      : { ...QUIET, stack: `margin ${norm}`, lineStyle: { opacity: 0 } };
    const clear = bars ? { itemStyle: { color: "transparent" } } : {};
    const filled = bars ? { itemStyle: { color: colour.band } } : { areaStyle: { color: colour.band, opacity: 1 } };
    return [
      { ...base, ...clear, data: pick((week) => week.low) },
      { ...base, ...filled, data: pick((week) => week.high - week.low) },
    ];
  };

  // What is usual: from one thin line to the other, around the share of the basis.
  const limitsOf = (pick, colour, words) => {
    const thin = { ...QUIET, step: "middle", lineStyle: { color: colour.limit, width: 1 }, z: 3 };
    const lower = pick((week) => week.limits && week.limits[0]);
    const first = lower.findIndex((limit) => limit !== null);
    const label = {
      show: true,
      position: "bottom",
      distance: 8,
      align: "left",
      formatter: words.usual,
      color: colour.soft,
    };
    return [
      {
        ...thin,
        symbol: "circle",
        symbolSize: 1,
        showSymbol: true,
        itemStyle: { color: colour.limit },
        data: lower.map((value, index) => (index === first ? { value, label } : value)),
      },
      { ...thin, data: pick((week) => week.limits && week.limits[1]) },
      {
        ...thin,
        step: false,
        lineStyle: { color: colour.limit, width: 1, type: "dotted" },
        data: pick((week) => week.centre),
      },
    ];
  };

  const targetOf = (pick, colour, words, isLast) => {
    const targets = pick((week) => week.target);
    const lastTarget = targets.findLastIndex((target) => target !== null && target !== undefined);
    return {
      ...QUIET,
      data: targets.map((target, index) => ({
        value: target,
        label: {
          show: isLast && index === lastTarget,
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
    };
  };

  // A signal is a larger mark of another shape, an excluded week an open one: never colour alone.
  const lineOf = (pick, colour, narrow) => ({
    ...QUIET,
    data: pick((week) => {
      if (week.signal) {
        return { value: week.share, symbol: "diamond", symbolSize: 13, itemStyle: { color: colour.attention } };
      }
      if (week.excluded) {
        const itemStyle = { color: colour.paper, borderColor: colour.soft, borderWidth: 1.5 };
        return { value: week.share, symbol: "circle", symbolSize: 8, itemStyle };
      }
      return week.share;
    }),
    showSymbol: true,
    symbol: "circle",
    symbolSize: narrow ? 4 : 6,
    lineStyle: { color: colour.line, width: 2.5 },
    itemStyle: { color: colour.line },
    z: 4,
  });

  const changesOf = (weeks, colour, words) => {
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

  // The last week with a signal is named in the drawing; every one in the table and at the pointer.
  const namedOf = (weeks, colour, narrow) => {
    const last = weeks.findLastIndex((week) => week.signal);
    const names = last < 0 ? [] : weeks[last].signal.split("; ");
    return {
      ...QUIET,
      data: weeks.map((week, index) => (index === last ? week.share : null)),
      showSymbol: true,
      symbol: "circle",
      symbolSize: 1,
      z: 5,
      label: {
        show: last >= 0,
        position: weeks[last]?.share > 50 ? "bottom" : "top",
        distance: 12,
        align: last > weeks.length / 2 ? "right" : "left",
        formatter: (narrow ? names.slice(0, 1) : names).join("\n"),
        color: colour.ink,
        backgroundColor: colour.paper,
        padding: [1, 3],
        lineHeight: 16,
      },
    };
  };

  const optionOf = (data, colour, width) => {
    const { weeks, words } = data;
    const narrow = width < 560;
    const versions = [...new Set(weeks.map((week) => week.norm).filter((norm) => norm !== null))];
    const series = versions.flatMap((norm) => {
      const pick = (value) => weeks.map((week) => (week.norm === norm ? value(week) : null));
      const held = weeks.some((week) => week.norm === norm && week.limits);
      return [
        ...marginOf(norm, pick, colour, !held),
        targetOf(pick, colour, words, norm === versions.at(-1)),
        ...(held ? limitsOf(pick, colour, words) : []),
        lineOf(pick, colour, narrow),
      ];
    });
    return {
      animation: false,
      textStyle: { fontFamily: colour.font },
      grid: { left: 8, right: 92, top: 24, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis",
        // Written inside the drawing: a box of HTML would carry style of its own.
        renderMode: "richText",
        // On a phone there is no room beside the line: the sentence under the chart says it.
        showContent: !narrow,
        confine: true,
        axisPointer: { type: "line", lineStyle: { color: colour.soft, type: "solid" } },
        backgroundColor: colour.paper,
        borderColor: colour.limit,
        textStyle: { color: colour.ink, fontFamily: colour.font, fontSize: 13 },
        formatter: ([first]) => (weeks[first.dataIndex].lines ?? []).join("\n"),
      },
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
      series: [...series, changesOf(weeks, colour, words), namedOf(weeks, colour, narrow)],
    };
  };

  // What the pointer is at is said in words; the keyboard moves it, weeks without a share passed by.
  const follow = (place, chart, data, reading) => {
    const told = data.weeks.flatMap((week, index) => (week.lines ? [index] : []));
    let at = told.length - 1;
    chart.on("updateAxisPointer", ({ dataIndex, axesInfo }) => {
      const index = axesInfo?.[0]?.value ?? dataIndex;
      const lines = data.weeks[index]?.lines;
      if (lines) reading.textContent = `${lines.join(". ")}.`;
    });
    place.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: told.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      at = Math.min(Math.max(to, 0), told.length - 1);
      const x = chart.convertToPixel({ xAxisIndex: 0 }, told[at]);
      chart.dispatchAction({ type: "updateAxisPointer", currTrigger: "mousemove", x, y: 40 });
    });
    place.addEventListener("blur", () => chart.dispatchAction({ type: "hideTip" }));
  };

  const draw = (place) => {
    const data = JSON.parse(document.getElementById(place.dataset.normChart).textContent);
    const reading = document.querySelector(`[data-chart-reading="${place.dataset.normChart}"]`);
    const chart = echarts.init(place, null, { renderer: "svg" });
    const paint = () => chart.setOption(optionOf(data, coloursOf(), place.clientWidth), true);
    const print = matchMedia("print");
    const fit = () => {
      chart.resize({ width: print.matches ? PAPER_WIDTH : "auto" });
      paint();
    };

    place.removeAttribute("aria-hidden");
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `${place.dataset.finding}. ${data.words.keys}`);
    place.tabIndex = 0;
    reading.textContent = data.words.keys;
    paint();
    follow(place, chart, data, reading);
    document.addEventListener("klantgedrag:theme", paint);
    print.addEventListener("change", fit);
    new ResizeObserver(fit).observe(place);
  };

  for (const place of document.querySelectorAll("[data-norm-chart]")) draw(place);
})();
