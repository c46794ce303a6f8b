declare module 'jsts/org/locationtech/jts/io/GeoJSONWriter.js' {
  export default class GeoJSONWriter {
    write(shape: import('./shapes.ts').Shape): GeoJSON.Geometry
  }
}
declare module 'jsts/org/locationtech/jts/operation/overlay/snap/SnapIfNeededOverlayOp.js' {
  const SnapIfNeededOverlayOp: {
    overlayOp(
      a: import('./shapes.ts').Shape,
      b: import('./shapes.ts').Shape,
      operation: number,
    ): import('./shapes.ts').Shape
  }
  export default SnapIfNeededOverlayOp
}
declare module 'jsts/org/locationtech/jts/operation/valid/IsValidOp.js' {
  const IsValidOp: { isValid(shape: import('./shapes.ts').Shape): boolean }
  export default IsValidOp
}
