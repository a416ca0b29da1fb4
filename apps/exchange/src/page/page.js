const POLL_MS = 1_000;
const WAIT_MS_MAX = 5_000;
const RECENT_SHOWN = 12;
const LEVELS_SHOWN = 10;
/** Old readings are forgotten: a rate is that of the last seconds. */
const READINGS_MAX = 6;

const byId = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const finer = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

async function ask(path) {
  const response = await fetch(`/control/${path}`, {
    headers: { "x-evenkeel-control": "1" },
    signal: AbortSignal.timeout(WAIT_MS_MAX),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** Writes only what changed, so that nothing moves without a reason. */
function write(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

function row(...cells) {
  const made = element("tr");
  made.append(...cells);
  return made;
}

function rows(id, made, empty, columns) {
  const body = byId(id);
  if (made.length > 0) return body.replaceChildren(...made);
  const cell = element("td", empty, "empty");
  cell.colSpan = columns;
  return body.replaceChildren(row(cell));
}

const readings = [];

/** How many a second, over the readings there are. */
function ratesOf(traffic) {
  const sum = (name) => Object.values(traffic).reduce((total, each) => total + each[name], 0);
  readings.push({ at: performance.now(), requests: sum("requests"), frames: sum("frames") });
  if (readings.length > READINGS_MAX) readings.shift();
  const first = readings[0];
  const last = readings[readings.length - 1];
  const seconds = (last.at - first.at) / 1_000;
  if (seconds === 0) return null;
  return { requests: (last.requests - first.requests) / seconds, frames: (last.frames - first.frames) / seconds };
}

function showStatus(status) {
  const { world, seed, speed, venueTimeMs, streams, openOrders, traffic, tls, venues } = status;
  const time = new Date(venueTimeMs).toISOString();
  write("world", `SIMULATION · ${world.toUpperCase()} ×${speed}`);
  write("clock", time.slice(11, 19));
  write("speed", `${time.slice(0, 10)} UTC · seed ${seed}`);
  write("streams", whole.format(streams));
  write("orders", whole.format(openOrders));
  write(
    "doors-note",
    `${venues.length} ${venues.length === 1 ? "venue" : "venues"}${tls ? " · TLS on every port" : ""}`,
  );
  const rates = ratesOf(traffic);
  write("requests", rates === null ? "…" : fine.format(rates.requests));
  write("frames", rates === null ? "…" : fine.format(rates.frames));
}

function showDoors({ doors }) {
  const made = doors.map(({ family, kind, port, hosts, paths }) => {
    const scheme = kind === "rest" ? "http" : "ws";
    const at = port === null ? `${location.host}${paths[0] ?? ""}` : `localhost:${port}`;
    const address = element("td");
    address.append(element("code", `${scheme}://${at}`));
    const others = hosts.length > 1 ? ` and ${hosts.length - 1} more` : "";
    const real = element("td", `${hosts[0] ?? ""}${others}`, "dim");
    real.title = hosts.join(", ");
    return row(element("td", family), address, real);
  });
  rows("doors", made, "No door is open.", 3);
}

function showReport({ mix, total, fired, recent }) {
  write("fired", whole.format(total));
  write("mix", mix === "none" ? "none by themselves" : `mix ${mix}`);
  const counted = Object.entries(fired).flatMap(([where, counts]) =>
    Object.entries(counts).map(([name, count]) => ({ where, name, count })),
  );
  counted.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  write("faults-note", `${counted.length} of them by name`);
  rows(
    "faults",
    counted.map(({ where, name, count }) =>
      row(element("td", name), element("td", where, "dim"), element("td", whole.format(count), "number")),
    ),
    "Nothing has gone wrong yet. evenkeel exchange fault <name> brings one.",
    3,
  );
  const told = recent.slice(0, RECENT_SHOWN).map(({ name, where, says, wallMs }) => {
    const item = element("li");
    const time = element("time", new Date(wallMs).toTimeString().slice(0, 8));
    time.dateTime = new Date(wallMs).toISOString();
    item.append(time, element("b", name), element("span", `${where}: ${says}`));
    return item;
  });
  byId("recent").replaceChildren(...(told.length > 0 ? told : [element("li", "What fires will be told here.")]));
}

function ladder(id, levels, most) {
  const made = levels.map(([price, quantity]) => {
    const held = element("td", undefined, "bar");
    const bar = element("i");
    bar.style.width = `${Math.round((Number(quantity) / most) * 80)}%`;
    held.append(bar, element("span", quantity));
    return row(element("td", price), held);
  });
  rows(id, made, "Nobody is here.", 2);
}

function showBook({ bids, asks, markPrice, indexPrice }) {
  const most = Math.max(...[...bids, ...asks].map(([, quantity]) => Number(quantity)), 0);
  ladder("asks", asks.slice(0, LEVELS_SHOWN).toReversed(), most);
  ladder("bids", bids.slice(0, LEVELS_SHOWN), most);
  const [ask, bid] = [Number(asks[0]?.[0]), Number(bids[0]?.[0])];
  const spread = ask > 0 && bid > 0 ? `spread ${finer.format(((ask - bid) / bid) * 10_000)} bp` : "one side is empty";
  write("spread", `${spread} · index ${indexPrice}${markPrice === null ? "" : ` · mark ${markPrice}`}`);
}

async function showKeys(venues) {
  const items = [];
  for (const venue of venues) {
    const seen = new Set();
    for (const { key, account, secret } of await ask(`keys?venue=${venue}`)) {
      // The other keys of an account are for changing keys.
      if (seen.has(account)) continue;
      seen.add(account);
      items.push(keyItem(venue, key, secret));
    }
  }
  byId("keys").replaceChildren(...items);
}

function keyItem(venue, key, secret) {
  const item = element("li");
  const hidden = element("code", "secret hidden");
  const show = element("button", "Show secret");
  show.type = "button";
  show.setAttribute("aria-pressed", "false");
  show.addEventListener("click", () => {
    const shown = show.getAttribute("aria-pressed") !== "true";
    show.setAttribute("aria-pressed", String(shown));
    show.textContent = shown ? "Hide secret" : "Show secret";
    hidden.textContent = shown ? secret : "secret hidden";
  });
  item.append(element("b", venue), element("code", key), hidden, show);
  return item;
}

const chosen = { venue: "", market: "", symbol: "" };
let listed = [];

function options(id, values, value) {
  byId(id).replaceChildren(...values.map((each) => new Option(each, each, false, each === value)));
}

function choose() {
  const markets = [...new Set(listed.map(({ market }) => market))];
  if (!markets.includes(chosen.market)) chosen.market = markets.includes("futures") ? "futures" : (markets[0] ?? "");
  const symbols = listed.filter(({ market }) => market === chosen.market).map(({ symbol }) => symbol);
  if (!symbols.includes(chosen.symbol)) chosen.symbol = symbols[0] ?? "";
  options("market", markets, chosen.market);
  byId("symbols").replaceChildren(...symbols.map((each) => new Option(each, each)));
  byId("symbol").value = chosen.symbol;
  write("book-note", `${symbols.length} symbols`);
}

async function chooseVenue(venue) {
  chosen.venue = venue;
  listed = await ask(`symbols?venue=${venue}`);
  choose();
}

async function begin() {
  const status = await ask("status");
  showDoors(status);
  options("venue", status.venues, status.venues[0]);
  await showKeys(status.venues);
  await chooseVenue(status.venues[0]);
}

function listen() {
  byId("choice").addEventListener("submit", (event) => event.preventDefault());
  byId("venue").addEventListener("change", (event) => void chooseVenue(event.target.value).catch(lost));
  byId("market").addEventListener("change", (event) => {
    chosen.market = event.target.value;
    choose();
  });
  byId("symbol").addEventListener("change", (event) => {
    chosen.symbol = event.target.value.trim().toUpperCase();
    choose();
  });
}

function lost() {
  document.body.dataset.state = "gone";
  byId("state").dataset.state = "gone";
  write("state-text", "No answer: what you see is old");
}

let begun = false;

async function refresh() {
  try {
    if (!begun) await begin();
    begun = true;
    const { venue, market, symbol } = chosen;
    const query = new URLSearchParams({ venue, market, symbol });
    const [status, report, book] = await Promise.all([ask("status"), ask("report"), ask(`book?${query}`)]);
    showStatus(status);
    showReport(report);
    showBook(book);
    document.body.dataset.state = "running";
    byId("state").dataset.state = "running";
    write("state-text", "Running");
  } catch {
    lost();
  }
  setTimeout(() => void refresh(), document.hidden ? POLL_MS * 10 : POLL_MS);
}

listen();
await refresh();
