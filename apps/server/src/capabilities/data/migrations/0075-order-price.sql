-- What an order brought is its price on the day, whatever the product costs later.
ALTER TABLE product_order ADD COLUMN price double precision;
UPDATE product_order o SET price = p.price FROM product p WHERE p.id = o.product_id;
ALTER TABLE product_order ALTER COLUMN price SET NOT NULL;
