// What the tests measure on the page: overflow, names of controls, contrast of text.
({
  fits() {
    const scrollers = [...document.querySelectorAll(".timeline, .home, .sheet-body")];
    return document.documentElement.scrollWidth <= innerWidth && scrollers.every((node) => node.scrollWidth <= node.clientWidth + 1);
  },

  nameless() {
    const named = (node) => node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.textContent.trim()
      || node.getAttribute("alt") !== null || node.labels?.length;
    return [...document.querySelectorAll("button, input, textarea, [role=combobox], img, dialog")]
      .filter((node) => node.offsetParent !== null && !named(node))
      .map((node) => node.outerHTML.slice(0, 120));
  },

  // The contrast formula of WCAG 2.2; colours go through a canvas because some are mixed in CSS.
  weak() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const behind = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const color = rgba(getComputedStyle(at).backgroundColor);
        if (color[3] > 250) return color;
      }
      return [255, 255, 255];
    };
    const speaks = (node) => node.offsetParent && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    return [...document.querySelectorAll("body *")].filter(speaks).flatMap((node) => {
      const [high, low] = [light(rgba(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
      const ratio = (high + 0.05) / (low + 0.05);
      return ratio < 4.5 ? [`${node.className || node.tagName}: ${ratio.toFixed(2)}`] : [];
    });
  },
});
