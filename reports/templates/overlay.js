"use strict";
// Draws each clip's detection boxes over it, in step with what the video shows.
for (const card of document.querySelectorAll(".screen")) {
  const video = card.querySelector("video"), canvas = card.querySelector("canvas");
  const held = JSON.parse(card.querySelector("script").textContent);
  const bytes = Uint8Array.from(atob(video.dataset.video), (c) => c.charCodeAt(0));
  const style = getComputedStyle(document.documentElement);

  function draw(time) {
    const pen = canvas.getContext("2d");
    if (canvas.width !== video.videoWidth) { canvas.width = video.videoWidth; canvas.height = video.videoHeight; }
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const frame = Math.floor(time * held.fps + 0.01), size = canvas.width / 320;
    let boxes = null;
    // Detectors may look at every other frame: show the last look, for at most half a second.
    for (let k = frame; k >= 0 && k >= frame - held.fps / 2 && !boxes; k--) boxes = held.frames[k];
    for (const [x0, y0, x1, y1, label, strong] of boxes || []) {
      pen.lineWidth = size * (strong ? 1.8 : 1.2);
      pen.strokeStyle = strong ? "#f0e442" : "#56b4e9";
      pen.strokeRect(x0, y0, x1 - x0, y1 - y0);
      pen.font = `${8 * size}px ${style.fontFamily || "sans-serif"}`;
      const wide = pen.measureText(label).width + 4 * size, top = Math.max(0, y0 - 10 * size);
      pen.fillStyle = pen.strokeStyle; pen.fillRect(x0 - pen.lineWidth / 2, top, wide, 10 * size);
      pen.fillStyle = "#000"; pen.fillText(label, x0 + 1.5 * size, top + 7.8 * size);
    }
  }
  function follow(_, shown) {
    draw(shown ? shown.mediaTime : video.currentTime);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(follow);
    else if (!video.paused) requestAnimationFrame(follow);
  }
  video.addEventListener("loadedmetadata", () => { video.currentTime = held.cue; }, { once: true });
  video.addEventListener("seeked", () => draw(video.currentTime));
  video.addEventListener("play", () => { if (!video.requestVideoFrameCallback) follow(); });
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(follow);
  video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  delete video.dataset.video;
}
