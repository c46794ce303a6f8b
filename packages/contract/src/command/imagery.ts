import { type Static, Type } from 'typebox'
import { Geometry, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Name } from './shapes.ts'

/** An image of the ground from above. */
export const GroundImage = Type.Object({
  id: Id,
  title: Type.String(),
  takenDate: Type.String(),
  source: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  bands: Type.Integer(),
  epsg: Type.Integer(),
  box: Type.Array(Type.Number(), { description: 'West, south, east, north in degrees.' }),
  sm3: Type.String(),
  byName: Type.String(),
  time: Time,
})
export type GroundImage = Static<typeof GroundImage>

/** What changed on the ground between two images. */
export const ImageComparison = Type.Object({
  id: Id,
  before: Type.Object({ id: Id, title: Type.String(), takenDate: Type.String() }),
  after: Type.Object({ id: Id, title: Type.String(), takenDate: Type.String() }),
  polygon: Geometry,
  threshold: Type.Number(),
  changedAreaM2: Type.Number(),
  comparedAreaM2: Type.Number(),
  unknownAreaM2: Type.Number(),
  changedPixels: Type.Integer(),
  comparedPixels: Type.Integer(),
  pixelM2: Type.Number(),
  cells: Type.Unsafe<GeoJSON.FeatureCollection>({ type: 'object', additionalProperties: true }),
  cellsLeftOut: Type.Integer(),
  method: Type.String(),
  byName: Type.String(),
  time: Time,
})
export type ImageComparison = Static<typeof ImageComparison>

export const listGroundImages = defineOperation({
  id: 'command.listGroundImages',
  method: 'GET',
  path: '/api/command/ground-images',
  permission: 'command.read',
  summary: { zh: '影像', en: 'Images of the ground' },
  query: Type.Object(pageQuery),
  response: pageOf(GroundImage),
})

export const addGroundImage = defineOperation({
  id: 'command.addGroundImage',
  method: 'POST',
  path: '/api/command/ground-images',
  permission: 'command.resources',
  summary: { zh: '上传一期影像（GeoTIFF）', en: 'Add an image (GeoTIFF)' },
  body: Type.Object({
    title: Name,
    takenDate: Type.String({ format: 'date' }),
    source: Name,
    content: Type.String({ minLength: 8, maxLength: 11_500_000, description: 'GeoTIFF, Base64.' }),
  }),
  response: GroundImage,
  creates: true,
})

export const compareGroundImages = defineOperation({
  id: 'command.compareGroundImages',
  method: 'POST',
  path: '/api/command/image-comparisons',
  permission: 'command.read',
  summary: { zh: '两期影像变化比对', en: 'Compare two images over a polygon' },
  body: Type.Object({
    beforeId: Id,
    afterId: Id,
    polygon: Type.Object({
      type: Type.Literal('Polygon'),
      coordinates: Type.Array(
        Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 3 }), { minItems: 4, maxItems: 1000 }),
        { minItems: 1, maxItems: 20 },
      ),
    }),
    threshold: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.15 })),
  }),
  response: ImageComparison,
  creates: true,
})

export const listImageComparisons = defineOperation({
  id: 'command.listImageComparisons',
  method: 'GET',
  path: '/api/command/image-comparisons',
  permission: 'command.read',
  summary: { zh: '影像比对记录', en: 'Comparisons of images' },
  query: Type.Object(pageQuery),
  response: pageOf(Type.Omit(ImageComparison, ['cells'])),
})

export const getImageComparison = defineOperation({
  id: 'command.getImageComparison',
  method: 'GET',
  path: '/api/command/image-comparisons/{id}',
  permission: 'command.read',
  summary: { zh: '影像比对与变化图斑', en: 'A comparison with its changed cells' },
  params: Type.Object({ id: Id }),
  response: ImageComparison,
})
