// Reading values off a chart: the cursor follows the pointer, and the arrow keys when the chart has the focus.

function read(chart, index) {
  const svg = chart.querySelector("svg");
  const points = JSON.parse(svg.dataset.points);
  if (points.length === 0) return;
  const at = Math.max(0, Math.min(points.length - 1, index));
  const [x, y, time, text] = points[at];
  chart.dataset.at = at;
  chart.classList.add("reading");
  const cursor = svg.querySelector(".cursor");
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
  const point = svg.querySelector(".point");
  point.setAttribute("cx", x);
  point.setAttribute("cy", y);
  const when = new Date(time);
  const clock = `${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}`;
  chart.querySelector(".readout").textContent = `${clock} · ${text}`;
}

function leave(chart) {
  chart.classList.remove("reading");
  delete chart.dataset.at;
  chart.querySelector(".readout").textContent = "";
}

document.addEventListener("pointermove", event => {
  const svg = event.target.closest?.(".chart svg");
  for (const chart of document.querySelectorAll(".chart.reading"))
    if (!svg || svg.parentElement !== chart) leave(chart);
  if (!svg) return;
  const box = svg.getBoundingClientRect();
  const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
  const points = JSON.parse(svg.dataset.points);
  let nearest = 0;
  for (let i = 1; i < points.length; i++)
    if (Math.abs(points[i][0] - x) < Math.abs(points[nearest][0] - x)) nearest = i;
  read(svg.parentElement, nearest);
});

document.addEventListener("keydown", event => {
  const chart = event.target.closest?.(".chart");
  if (!chart || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
  event.preventDefault();
  const at = Number(chart.dataset.at ?? JSON.parse(chart.querySelector("svg").dataset.points).length);
  read(chart, at + (event.key === "ArrowRight" ? 1 : -1));
});

document.addEventListener("focusout", event => {
  const chart = event.target.closest?.(".chart.reading");
  if (chart) leave(chart);
});
