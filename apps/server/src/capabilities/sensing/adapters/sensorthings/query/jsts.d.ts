declare module 'jsts/org/locationtech/jts/io/WKTReader.js' {
  export default class WKTReader {
    read(wkt: string): import('./geometry.ts').Shape
  }
}
declare module 'jsts/org/locationtech/jts/io/GeoJSONReader.js' {
  export default class GeoJSONReader {
    read(geometry: unknown): import('./geometry.ts').Shape
  }
}
declare module 'jsts/org/locationtech/jts/operation/relate/RelateOp.js' {
  const RelateOp: {
    relate(a: import('./geometry.ts').Shape, b: import('./geometry.ts').Shape): import('./geometry.ts').Matrix
  }
  export default RelateOp
}
declare module 'jsts/org/locationtech/jts/operation/distance/DistanceOp.js' {
  const DistanceOp: {
    distance(a: import('./geometry.ts').Shape, b: import('./geometry.ts').Shape): number
  }
  export default DistanceOp
}
