// Lists that stand still under a hand: while a pointer is over one, or somebody writes in it, no row changes its place.
// A row that is moved would also lose the focus, and what is typed next would be taken for the page's keys.
import { useRef, useState } from "./vendor/hooks.mjs";

const writesIn = (list) => Boolean(list?.contains(document.activeElement) && document.activeElement.matches("textarea"));

/** `order(rows, id)` sorts `rows` in place as they stood before, new ones last, while there is a hand on the list; `hand` are the list's attributes. */
export function useSteady() {
  const [over, setOver] = useState(false);
  const list = useRef(null), places = useRef([]);
  const order = (rows, id) => {
    const place = (row) => { const at = places.current.indexOf(id(row)); return at < 0 ? places.current.length : at; };
    if (over || writesIn(list.current)) rows.sort((one, other) => place(one) - place(other));
    places.current = rows.map(id);
    return rows;
  };
  return { order, hand: { ref: list, onPointerEnter: () => setOver(true), onPointerLeave: () => setOver(false) } };
}
