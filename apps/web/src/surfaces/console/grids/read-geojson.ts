/** A polygon of a file, with the name the file gives it. */
export interface NamedPolygon {
  name: string
  geometry: GeoJSON.Polygon
}

/**
 * Polygons of a GeoJSON text: a geometry, a feature or a collection. Names are read from `name` or `名称`.
 *
 * @throws SyntaxError when it is no JSON or holds no polygon.
 */
export function readGeoJson(text: string): NamedPolygon[] {
  const found = toPolygons(JSON.parse(text) as GeoJSON.GeoJSON)
  if (found.length === 0) throw new SyntaxError('no polygon')
  return found
}

function toPolygons(given: GeoJSON.GeoJSON): NamedPolygon[] {
  switch (given.type) {
    case 'FeatureCollection':
      return given.features.flatMap(toPolygons)
    case 'Feature': {
      const name = String(given.properties?.name ?? given.properties?.名称 ?? '')
      return given.geometry ? toPolygons(given.geometry).map((one) => ({ ...one, name })) : []
    }
    case 'Polygon':
      return [{ name: '', geometry: given }]
    case 'MultiPolygon':
      return given.coordinates.map((coordinates) => ({
        name: '',
        geometry: { type: 'Polygon', coordinates },
      }))
    default:
      return []
  }
}
