;; Finds the bins of values. Assembled into bin-kernel.ts; a test holds the two together.
(module
  ;; The bounds, 256 of f64, lie at 0; the values at 2048; their bins behind the values.
  (memory (export "memory") 3)

  ;; Bins of the `count` values, from address `into` on: one more than the number of bounds below the value, 0 for NaN. Eight halvings without a branch.
  (func (export "bin") (param $count i32) (param $into i32)
    (local $at i32) (local $end i32) (local $bound i32) (local $value f64)
    (local.set $at (i32.const 2048))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 3))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $value (f64.load (local.get $at)))
        (local.set $bound
          (i32.shl (f64.lt (f64.load offset=1016 (i32.const 0)) (local.get $value)) (i32.const 10)))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=504 (local.get $bound)) (local.get $value)) (i32.const 9))))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=248 (local.get $bound)) (local.get $value)) (i32.const 8))))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=120 (local.get $bound)) (local.get $value)) (i32.const 7))))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=56 (local.get $bound)) (local.get $value)) (i32.const 6))))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=24 (local.get $bound)) (local.get $value)) (i32.const 5))))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=8 (local.get $bound)) (local.get $value)) (i32.const 4))))
        (local.set $bound
          (i32.add (local.get $bound)
            (i32.shl (f64.lt (f64.load offset=0 (local.get $bound)) (local.get $value)) (i32.const 3))))
        (i32.store8 (local.get $into)
          (i32.mul
            (f64.eq (local.get $value) (local.get $value))
            (i32.add (i32.shr_u (local.get $bound) (i32.const 3)) (i32.const 1))))
        (local.set $into (i32.add (local.get $into) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $each)))))
