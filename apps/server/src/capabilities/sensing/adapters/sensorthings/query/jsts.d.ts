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
  export default class RelateOp {
    static relate(
      a: import('./geometry.ts').Shape,
      b: import('./geometry.ts').Shape,
    ): import('./geometry.ts').Matrix
  }
}
declare module 'jsts/org/locationtech/jts/operation/distance/DistanceOp.js' {
  export default class DistanceOp {
    static distance(a: import('./geometry.ts').Shape, b: import('./geometry.ts').Shape): number
  }
}
