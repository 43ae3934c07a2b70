// A click is drawn at once; Python answers with the drawing that it has taken over.
const LAYERS = ["pain", "numbness", "tingling"];
const charts = new WeakMap();

class Chart {
  constructor(root) {
    this.root = root;
    this.marks = new Set();
    this.number = 0;
    this.places = [...root.querySelectorAll("[data-place]")];
    this.places.forEach(prepare);
    root.querySelector(".drawing").addEventListener("click", (event) => {
      const place = event.target.closest("[data-place]");
      if (place) this.toggle(place);
    });
    root.querySelector(".drawing").addEventListener("keydown", (event) => {
      const place = event.target.closest("[data-place]");
      if (!place || (event.key !== " " && event.key !== "Enter")) return;
      event.preventDefault();
      if (!event.repeat) this.toggle(place);
    });
    root.querySelector(".layers").addEventListener("change", () => this.paint());
    root.querySelector(".clear").addEventListener("click", () => {
      this.marks.clear();
      this.drawn();
    });
  }

  get layer() {
    return this.root.querySelector("input:checked").value;
  }

  // A drawing older than the one here is the answer to an earlier click.
  // After an answer elsewhere nothing has changed, and nothing is drawn anew.
  adopt(data) {
    const told = JSON.stringify(data);
    if (told === this.told) return;
    this.told = told;
    this.words = data;
    if (data.number >= this.number) {
      this.number = data.number;
      this.marks = new Set(data.marks);
    }
    this.paint();
  }

  toggle(place) {
    const mark = `${this.layer}:${place.dataset.place}`;
    if (!this.marks.delete(mark)) this.marks.add(mark);
    this.drawn();
  }

  drawn() {
    this.number += 1;
    this.paint();
    this.send({ marks: [...this.marks], number: this.number });
  }

  paint() {
    const layer = this.layer;
    for (const place of this.places) {
      const where = place.dataset.place;
      const felt = LAYERS.filter((each) => this.marks.has(`${each}:${where}`));
      const name = `${this.words.layers[layer]}: ${this.words.names[layer][where]}`;
      place.dataset.marked = felt.join(" ");
      place.setAttribute("aria-checked", String(felt.includes(layer)));
      place.setAttribute("aria-label", name);
      place.querySelector("title").textContent = name;
    }
    this.root.querySelector(".hint").textContent = this.words.hints[layer];
    const line = this.root.querySelector(".marked");
    const text = this.inWords();
    // A status is read out on every change, so it must not change for nothing.
    if (line.textContent !== text) line.textContent = text;
    this.root.querySelector(".clear").disabled = this.marks.size === 0;
  }

  inWords() {
    const sentences = LAYERS.map((layer) => {
      const names = Object.entries(this.words.names[layer])
        .filter(([where]) => this.marks.has(`${layer}:${where}`))
        .map(([, name]) => name);
      return names.length ? `${this.words.layers[layer]}: ${names.join(", ")}.` : "";
    });
    return sentences.filter(Boolean).join(" ") || "Nothing is marked.";
  }
}

// Every shape is drawn once for each layer; the last copy takes the clicks.
function prepare(place) {
  place.setAttribute("role", "checkbox");
  place.setAttribute("tabindex", "0");
  for (const shape of place.querySelectorAll("use")) {
    for (const [kind, fill] of [["area"], ["pain"], ["numbness", "hatch"], ["tingling", "dots"]]) {
      const copy = shape.cloneNode();
      copy.setAttribute("class", kind);
      copy.setAttribute("clip-path", "url(#body)");
      if (fill) copy.setAttribute("fill", `url(#${fill})`);
      shape.before(copy);
    }
    shape.setAttribute("class", "touch");
  }
  place.prepend(document.createElementNS("http://www.w3.org/2000/svg", "title"));
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".chart");
  if (!charts.has(root)) charts.set(root, new Chart(root));
  const chart = charts.get(root);
  chart.send = (drawing) => setStateValue("drawn", drawing);
  chart.adopt(data);
}
