// Values as people read them.

const whole = new Intl.NumberFormat("en");

export const number = (value) => whole.format(value);

// The two greatest units, as operators know them: 7s, 4m 10s, 2h 5m, 3d 4h.
export function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86400)}d ${Math.floor((seconds % 86400) / 3600)}h`;
}

export function lag(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : span(seconds * 1000);
}

export function moment(milliseconds) {
  return milliseconds === 0 ? "none" : new Date(milliseconds).toLocaleTimeString("en-GB");
}

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let value = count;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export const count = (value, singular, plural = `${singular}s`) => `${number(value)} ${value === 1 ? singular : plural}`;

// CatchingUp: catching up.
export const state = (name) => name.replace(/(?!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

// How a state is to be felt: good, doubtful or bad.
export function mood(name) {
  if (name === "Serving" || name === "Good") return "good";
  return ["Starting", "Joining", "Draining", "Connecting", "CatchingUp"].includes(name) ? "doubtful" : "bad";
}
