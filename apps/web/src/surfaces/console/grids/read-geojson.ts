/** A polygon of a file, with the name the file gives it. */
export interface NamedPolygon {
  name: string
  geometry: GeoJSON.Polygon
}

/**
 * Polygons of a GeoJSON text: a geometry, a feature or a collection. Names are read from `name`, else from the first property that is a text.
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
      const { properties } = given
      const texts = Object.values(properties ?? {}).filter((value) => typeof value === 'string')
      const name = String(properties?.name ?? texts[0] ?? '')
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
