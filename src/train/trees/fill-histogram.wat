;; Sums gradients and hessians into a histogram, two features at a time. Assembled into fill-histogram.ts; a test holds the two together.
(module
  (import "training" "memory" (memory 1 65536 shared))

  ;; Addresses in bytes. histogram: pairs of f64 (gradient, hessian). places: for each row, `width` numbers of pairs, u16, `width` even.
  ;; rows: i32. pairs: gradient and hessian of each row.
  (func (export "fill")
    (param $histogram i32) (param $places i32) (param $width i32) (param $rows i32) (param $from i32) (param $to i32)
    (param $pairs i32)
    (local $next i32) (local $end i32) (local $rowBytes i32) (local $row i32) (local $at i32) (local $stop i32)
    (local $slot i32) (local $sums v128)
    (local.set $next (i32.add (local.get $rows) (i32.shl (local.get $from) (i32.const 2))))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $to) (i32.const 2))))
    (local.set $rowBytes (i32.shl (local.get $width) (i32.const 1)))
    (block $allDone
      (loop $eachRow
        (br_if $allDone (i32.ge_u (local.get $next) (local.get $end)))
        (local.set $row (i32.load (local.get $next)))
        (local.set $next (i32.add (local.get $next) (i32.const 4)))
        (local.set $sums (v128.load (i32.add (local.get $pairs) (i32.shl (local.get $row) (i32.const 4)))))
        (local.set $at (i32.add (local.get $places) (i32.mul (local.get $row) (local.get $rowBytes))))
        (local.set $stop (i32.add (local.get $at) (local.get $rowBytes)))
        (block $rowDone
          (loop $eachPair
            (br_if $rowDone (i32.ge_u (local.get $at) (local.get $stop)))
            (local.set $slot
              (i32.add (local.get $histogram) (i32.shl (i32.load16_u (local.get $at)) (i32.const 4))))
            (v128.store (local.get $slot) (f64x2.add (v128.load (local.get $slot)) (local.get $sums)))
            (local.set $slot
              (i32.add (local.get $histogram) (i32.shl (i32.load16_u offset=2 (local.get $at)) (i32.const 4))))
            (v128.store (local.get $slot) (f64x2.add (v128.load (local.get $slot)) (local.get $sums)))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $eachPair)))
        (br $eachRow))))

  ;; Takes a child's histogram from its parent's: `length` bytes, a multiple of 16.
  (func (export "subtract") (param $parent i32) (param $child i32) (param $length i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $parent) (local.get $length)))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $parent) (local.get $end)))
        (v128.store (local.get $parent)
          (f64x2.sub (v128.load (local.get $parent)) (v128.load (local.get $child))))
        (local.set $parent (i32.add (local.get $parent) (i32.const 16)))
        (local.set $child (i32.add (local.get $child) (i32.const 16)))
        (br $each)))))
