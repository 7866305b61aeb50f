// Maps of the plane that keep angles: from a photograph's pixels to the frame of the face, where the five landmarks of
// every photograph lie at the same five places. A map is {a, b, x, y}: (u, v) goes to (a u - b v + x, b u + a v + y).

// Where the eyes, the tip of the nose and the corners of the mouth of an upright face lie in a frame of side 1.
const FRAME = [
  [0.3419, 0.4616],
  [0.6565, 0.4598],
  [0.5002, 0.6405],
  [0.371, 0.8247],
  [0.6315, 0.8233],
];
const CENTRE = [0.5, 0.62];
const SWAPPED = [1, 0, 2, 4, 3];

// Least squares over the points: how five landmarks come closest to the frame's.
function fitted(from, to) {
  const mean = (points) => [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  const [p, q] = [mean(from), mean(to)];
  let dot = 0, cross = 0, square = 0;
  from.forEach(([u, v], index) => {
    const [du, dv] = [u - p[0], v - p[1]];
    const [dx, dy] = [to[index][0] - q[0], to[index][1] - q[1]];
    dot += du * dx + dv * dy;
    cross += du * dy - dv * dx;
    square += du * du + dv * dv;
  });
  const [a, b] = [dot / square, cross / square];
  return { a, b, x: q[0] - a * p[0] + b * p[1], y: q[1] - b * p[0] - a * p[1] };
}

function turned(map, degrees) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [x, y] = [map.x - CENTRE[0], map.y - CENTRE[1]];
  return {
    a: cos * map.a - sin * map.b,
    b: sin * map.a + cos * map.b,
    x: cos * x - sin * y + CENTRE[0],
    y: sin * x + cos * y + CENTRE[1],
  };
}

// The whole photograph about the middle of the frame, for one whose landmarks nobody knows.
function centred(width, height) {
  const scale = 1.6 / Math.max(width, height);
  return { a: scale, b: 0, x: CENTRE[0] - (scale * width) / 2, y: CENTRE[1] - (scale * height) / 2 };
}

// The map of a photograph as it is to be shown. A mirrored one is mirrored in its own pixels first, so that its left
// and right landmarks change places, and then laid into the frame like any other.
export function registered({ width, height, landmarks, mirrored, turn }) {
  let map = centred(width, height);
  if (landmarks) {
    const points = mirrored ? SWAPPED.map((index) => [width - landmarks[index][0], landmarks[index][1]]) : landmarks;
    map = fitted(points, FRAME);
  }
  return turned(map, turn);
}

export function moved(map, [u, v]) {
  return [map.a * u - map.b * v + map.x, map.b * u + map.a * v + map.y];
}

// The same as OpenSeadragon wants it: the corner and width of the picture before it is turned about its own middle.
export function placement(map, width, height) {
  const scale = Math.hypot(map.a, map.b);
  const [x, y] = moved(map, [width / 2, height / 2]);
  return {
    x: x - (scale * width) / 2,
    y: y - (scale * height) / 2,
    width: scale * width,
    degrees: (Math.atan2(map.b, map.a) * 180) / Math.PI,
  };
}

// Where the frame's top left, top right and bottom left lie in the photograph.
export function frameCorners(landmarks) {
  const { a, b, x, y } = fitted(landmarks, FRAME);
  const square = a * a + b * b;
  return [[0, 0], [1, 0], [0, 1]].map(([u, v]) => [
    (a * (u - x) + b * (v - y)) / square,
    (a * (v - y) - b * (u - x)) / square,
  ]);
}
