"""The peer of the imaging benchmark: OpenGL on one core (Mesa's llvmpipe), drawing the whole scene for every frame.

It is spared what costs it dear: no texture, one plain shader (sun through a 2 x 2 filtered shadow map, sky), back faces
culled, only those triangles of the site that lie in its view, vertices prepared by a kernel of ours. It draws what ours
does: 4 samples a pixel, everybody's shadow, sensor noise, and a picture, ids and depth to read back.
"""

import importlib
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from twin.imaging.figure import Figure
from twin.imaging.surfaces import Surfaces

MAP, SAMPLES, NEAR_M, FAR_M, SHADOW_M = 2048, 4, 0.3, 400.0, 45.0
ALBEDO = (0.18, 0.45, 0.2, 0.4, 0.35, 0.12, 0.07, 0.5)
_LIT = """#version 330
in vec3 place; in vec3 normal; in vec3 albedo; in float who;
uniform mat4 eye; uniform mat4 light;
out vec3 n; out vec3 a; out vec4 s; flat out float w;
void main() { gl_Position = eye * vec4(place, 1.0); s = light * vec4(place, 1.0); n = normal; a = albedo; w = who; }"""
_SHADE = """#version 330
in vec3 n; in vec3 a; in vec4 s; flat in float w;
uniform sampler2DShadow dark; uniform vec3 sun; uniform float sun_lux; uniform float sky_lux;
layout(location = 0) out vec4 colour; layout(location = 1) out float id;
void main() {
    vec3 m = normalize(n);
    float seen = texture(dark, vec3(s.xy * 0.5 + 0.5, s.z * 0.5 + 0.4995));
    float lux = max(dot(m, sun), 0.0) * sun_lux * seen + sky_lux * (0.5 + 0.45 * m.z);
    colour = vec4(sqrt(a * lux), 1.0); id = w;
}"""
_CAST = """#version 330
in vec3 place; uniform mat4 light; void main() { gl_Position = light * vec4(place, 1.0); }"""
_NONE = """#version 330
void main() {}"""
_WHOLE = """#version 330
in vec2 corner; void main() { gl_Position = vec4(corner, 0.0, 1.0); }"""
_GRAIN = """#version 330
uniform sampler2D clean; uniform uint seed; out vec4 colour;
uint mixed(uint x) { x ^= x >> 16; x *= 0x7feb352du; x ^= x >> 15; x *= 0x846ca68bu; return x ^ (x >> 16); }
void main() {
    ivec2 p = ivec2(gl_FragCoord.xy); uint h = mixed(uint(p.y * 4096 + p.x) ^ seed);
    vec3 c = texelFetch(clean, p, 0).rgb;
    vec3 four = vec3(h & 255u, (h >> 8) & 255u, (h >> 16) & 255u) + float(h >> 24);
    colour = vec4(c + (four - 255.0) * (0.02 / 255.0) * sqrt(c), 1.0);
}"""


class UnavailableError(RuntimeError):
    """There is no OpenGL to compare with; the message says what is missing."""


class Peer:
    """A GL context with the site in it, one camera's size."""

    def __init__(
        self, surfaces: Surfaces, camera: CameraModel, sun: NDArray[np.float64], lux: tuple[float, float]
    ) -> None:
        os.environ["LP_NUM_THREADS"] = "0"
        try:
            moderngl: Any = importlib.import_module("moderngl")
            self._gl: Any = moderngl.create_standalone_context(backend="egl")
        except Exception as missing:
            raise UnavailableError(
                f"no OpenGL through EGL ({missing}): install moderngl, libegl1, libgl1-mesa-dri"
            ) from missing
        self.renderer = str(self._gl.info["GL_RENDERER"])
        self._moderngl, self.camera = moderngl, camera
        gl, size = self._gl, (camera.width, camera.height)
        gl.enable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self._lit, self._cast = gl.program(_LIT, _SHADE), gl.program(_CAST, _NONE)
        self._grain = gl.program(_WHOLE, _GRAIN)
        self._map = gl.depth_texture((MAP, MAP))
        self._map.compare_func = "<="
        self._dark = gl.framebuffer(depth_attachment=self._map)
        many = [gl.renderbuffer(size, 4, samples=SAMPLES), gl.renderbuffer(size, 1, samples=SAMPLES, dtype="f4")]
        self._many = gl.framebuffer(many, gl.depth_renderbuffer(size, samples=SAMPLES))
        self._clean, self._ids = gl.texture(size, 4), gl.texture(size, 1, dtype="f4")
        self._depth = gl.depth_texture(size)
        self._one = gl.framebuffer([self._clean, self._ids], self._depth)
        self._noisy = gl.texture(size, 3)
        self._out = gl.framebuffer([self._noisy])
        eye, light = perspective(camera), sunlight(camera, sun)
        for program in (self._lit, self._cast):
            program["light"].write(np.ascontiguousarray(light.T, dtype="f4"))
        self._lit["eye"].write(np.ascontiguousarray(eye.T, dtype="f4"))
        self._lit["sun"].value = tuple(float(v) for v in sun)
        self._lit["sun_lux"].value, self._lit["sky_lux"].value = lux
        still = site_vertices(surfaces)
        seen, shading = in_view(still, eye), in_view(still, light)
        self._still = self._array(self._lit, gl.buffer(np.ascontiguousarray(seen).tobytes()))
        self._shading = self._array(self._cast, gl.buffer(np.ascontiguousarray(shading).tobytes()))
        self.triangles = (len(seen) + len(shading)) // 3
        self._moving = gl.buffer(reserve=64 << 20)
        self._bodies, self._bodies_dark = self._array(self._lit, self._moving), self._array(self._cast, self._moving)
        corners = gl.buffer(np.array([-1, -1, 3, -1, -1, 3], dtype="f4").tobytes())
        self._screen = gl.vertex_array(self._grain, [(corners, "2f", "corner")])

    def _array(self, program: Any, buffer: Any) -> Any:
        names = ("place", "normal", "albedo", "who")
        used = [name if name in program else None for name in names]
        layout = " ".join(f"{n}f" if u else f"{4 * n}x" for n, u in zip((3, 3, 3, 1), used, strict=True))
        return self._gl.vertex_array(program, [(buffer, layout, *(u for u in used if u))])

    def draw(
        self, figures: list[Figure], seed: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
        """Draw everything and read back picture (H, W, 3), ids (H, W) and depth (H, W), bottom row first."""
        rows = body_vertices(figures)
        self._moving.write(rows)
        self._dark.use()
        self._dark.clear(depth=1.0)
        self._shading.render()
        self._bodies_dark.render(vertices=len(rows))
        self._many.use()
        self._many.clear(0.55, 0.65, 0.8, 1.0)
        self._map.use(0)
        self._still.render()
        self._bodies.render(vertices=len(rows))
        self._gl.copy_framebuffer(self._one, self._many)
        self._out.use()
        self._clean.use(0)
        self._grain["seed"].value = seed
        self._gl.disable(self._moderngl.DEPTH_TEST)
        self._screen.render()
        self._gl.enable(self._moderngl.DEPTH_TEST)
        shape = (self.camera.height, self.camera.width)
        picture = np.frombuffer(self._noisy.read(), dtype=np.uint8).reshape(*shape, 3)
        ids = np.frombuffer(self._ids.read(), dtype=np.float32).reshape(shape)
        depth = np.frombuffer(self._depth.read(), dtype=np.float32).reshape(shape)
        return picture, ids, depth

    def close(self) -> None:
        """Give the context back."""
        self._gl.release()


def site_vertices(surfaces: Surfaces) -> NDArray[np.float32]:
    """The site's triangles one after another, (3 m, 10) float32: place, normal, albedo, id 0."""
    mesh = surfaces.mesh
    corners = mesh.vertices[mesh.triangles.reshape(-1)]
    normals = np.repeat(surfaces.normals[:-1], 3, axis=0)
    albedo = np.repeat(np.array([ALBEDO[m % len(ALBEDO)] for m in mesh.material], dtype=np.float32), 3)[:, None].repeat(
        3, axis=1
    )
    return np.hstack([corners, normals, albedo, np.zeros((len(corners), 1), dtype=np.float32)])


def body_vertices(figures: list[Figure]) -> NDArray[np.float32]:
    """Everybody's triangles with smooth normals, as `site_vertices` lays them out; ids count from one."""
    out = np.empty((3 * sum(len(figure.triangles) for figure in figures), 10), dtype=np.float32)
    first = 0
    for number, figure in enumerate(figures):
        last = first + 3 * len(figure.triangles)
        unrolled(figure.vertices, figure.triangles, figure.part, figure.palette, number + 1, out[first:last])
        first = last
    return out


@kernel
def unrolled(
    vertices: NDArray[np.float32],
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    palette: NDArray[np.float32],
    number: int,
    out: NDArray[np.float32],
) -> None:
    """Write one body's triangles, (3 m, 10)."""
    smooth = np.zeros_like(vertices)
    for t in range(triangles.shape[0]):
        a, b, c = vertices[triangles[t, 0]], vertices[triangles[t, 1]], vertices[triangles[t, 2]]
        u0, u1, u2 = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        v0, v1, v2 = c[0] - a[0], c[1] - a[1], c[2] - a[2]
        for j in range(3):
            i = triangles[t, j]
            smooth[i, 0] += u1 * v2 - u2 * v1
            smooth[i, 1] += u2 * v0 - u0 * v2
            smooth[i, 2] += u0 * v1 - u1 * v0
    for t in range(triangles.shape[0]):
        for j in range(3):
            row, i = 3 * t + j, triangles[t, j]
            for k in range(3):
                out[row, k], out[row, 3 + k], out[row, 6 + k] = vertices[i, k], smooth[i, k], palette[part[t], k]
            out[row, 9] = number


def perspective(camera: CameraModel) -> NDArray[np.float64]:
    """World to clip space, (4, 4), as `CameraModel.project` without distortion."""
    f, (w, h) = camera.focal_px, (camera.width, camera.height)
    lens = np.zeros((4, 4))
    lens[0, 0], lens[1, 1], lens[3, 2] = 2.0 * f / w, -2.0 * f / h, 1.0
    lens[2, 2], lens[2, 3] = (FAR_M + NEAR_M) / (FAR_M - NEAR_M), -2.0 * FAR_M * NEAR_M / (FAR_M - NEAR_M)
    view = np.eye(4)
    view[:3, :3], view[:3, 3] = camera.rotation, -camera.rotation @ np.array(camera.position)
    return np.asarray(lens @ view)


def sunlight(camera: CameraModel, sun: NDArray[np.float64]) -> NDArray[np.float64]:
    """World to the shadow map's clip space, (4, 4), about what lies before the camera."""
    middle = np.array(camera.position) + 20.0 * camera.rotation[2]
    right = np.cross([0.0, 0.0, 1.0], sun)
    right /= np.sqrt(right @ right)
    axes = np.stack([right, np.cross(sun, right), -sun])
    view = np.eye(4)
    view[:3, :3], view[:3, 3] = axes, -axes @ middle
    return np.asarray(np.diag([1.0 / SHADOW_M, 1.0 / SHADOW_M, 1.0 / 120.0, 1.0]) @ view)


def in_view(vertices: NDArray[np.float32], clip: NDArray[np.float64]) -> NDArray[np.float32]:
    """Triangles that are not wholly on the outer side of one plane of the clip volume."""
    points = np.hstack([vertices[:, :3], np.ones((len(vertices), 1))]) @ clip.T
    outside = np.hstack([points[:, :3] > points[:, 3:], points[:, :3] < -points[:, 3:]]).reshape(-1, 3, 6)
    beyond: NDArray[np.bool_] = np.all(outside, axis=1)
    kept: NDArray[np.float32] = vertices.reshape(-1, 3, 10)[~np.any(beyond, axis=1)]
    return kept.reshape(-1, 10)
