// A page of the book: its own links are handed to the app, others open beside it.
export default function ({ data, parentElement, setTriggerValue }) {
  const page = parentElement.querySelector(".book");

  const show = (anchor) => {
    const place = parentElement.getElementById(anchor);
    if (!place) return;
    page.querySelectorAll(".here").forEach((other) => other.classList.remove("here"));
    place.classList.add("here");
    for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) {
      box.open = true;
    }
    place.scrollIntoView({ block: "center" });
  };

  page.onclick = (event) => {
    const link = event.target.closest("a");
    if (!link || link.target) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    if (address.startsWith("#")) show(address.slice(1));
    else setTriggerValue("go", address);
  };

  if (page.shown !== data.body) {
    page.shown = data.body;
    page.innerHTML = data.body;
    // The charts come first; figures and sources are one click away.
    page.querySelectorAll("details").forEach((box) => { box.open = false; });
    page.querySelectorAll('a[href^="http"]').forEach((link) => {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    });
  }
  if (page.jumped !== data.jump) {
    const isFirst = page.jumped === undefined;
    page.jumped = data.jump;
    if (data.anchor) show(data.anchor);
    else if (!isFirst || data.jump) page.scrollIntoView({ block: "start" });
  }
}
