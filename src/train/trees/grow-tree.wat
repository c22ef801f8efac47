;; What growing a tree on bins spends its time on. Assembled into grow-kernel.ts; a test holds the two together.
;; All addresses in bytes. rows: i32. sums: of each row i64, the gradient in the upper 32 bits, the hessian, which is never negative, in the lower ones.
;; A histogram has such an i64 for each bin; a feature's bins are `stride` bytes behind those of the feature before.
(module
  (import "training" "memory" (memory 1 65536 shared))

  ;; Adds the rows from address `next` to `end` to the histograms of eight features. places: of row 0, the bins of the eight features as bytes;
  ;; `width` bytes further those of the next row.
  (func (export "fillEight")
    (param $histogram i32) (param $stride i32) (param $places i32) (param $width i32) (param $next i32) (param $end i32)
    (param $allSums i32)
    (local $row i32) (local $at i32) (local $slot i32) (local $sums i64)
    (local $h1 i32) (local $h2 i32) (local $h3 i32) (local $h4 i32) (local $h5 i32) (local $h6 i32) (local $h7 i32)
    (local.set $h1 (i32.add (local.get $histogram) (local.get $stride)))
    (local.set $h2 (i32.add (local.get $h1) (local.get $stride)))
    (local.set $h3 (i32.add (local.get $h2) (local.get $stride)))
    (local.set $h4 (i32.add (local.get $h3) (local.get $stride)))
    (local.set $h5 (i32.add (local.get $h4) (local.get $stride)))
    (local.set $h6 (i32.add (local.get $h5) (local.get $stride)))
    (local.set $h7 (i32.add (local.get $h6) (local.get $stride)))
    (block $done
      (loop $eachRow
        (br_if $done (i32.ge_u (local.get $next) (local.get $end)))
        (local.set $row (i32.load (local.get $next)))
        (local.set $next (i32.add (local.get $next) (i32.const 4)))
        (local.set $sums (i64.load (i32.add (local.get $allSums) (i32.shl (local.get $row) (i32.const 3)))))
        (local.set $at (i32.add (local.get $places) (i32.mul (local.get $row) (local.get $width))))
        (local.set $slot
          (i32.add (local.get $histogram) (i32.shl (i32.load8_u (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h1) (i32.shl (i32.load8_u offset=1 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h2) (i32.shl (i32.load8_u offset=2 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h3) (i32.shl (i32.load8_u offset=3 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h4) (i32.shl (i32.load8_u offset=4 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h5) (i32.shl (i32.load8_u offset=5 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h6) (i32.shl (i32.load8_u offset=6 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (local.set $slot
          (i32.add (local.get $h7) (i32.shl (i32.load8_u offset=7 (local.get $at)) (i32.const 3))))
        (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
        (br $eachRow))))

  ;; The same for `features` of them.
  (func (export "fillSome")
    (param $histogram i32) (param $stride i32) (param $places i32) (param $width i32) (param $next i32) (param $end i32)
    (param $allSums i32) (param $features i32)
    (local $row i32) (local $at i32) (local $stop i32) (local $base i32) (local $slot i32) (local $sums i64)
    (block $done
      (loop $eachRow
        (br_if $done (i32.ge_u (local.get $next) (local.get $end)))
        (local.set $row (i32.load (local.get $next)))
        (local.set $next (i32.add (local.get $next) (i32.const 4)))
        (local.set $sums (i64.load (i32.add (local.get $allSums) (i32.shl (local.get $row) (i32.const 3)))))
        (local.set $at (i32.add (local.get $places) (i32.mul (local.get $row) (local.get $width))))
        (local.set $stop (i32.add (local.get $at) (local.get $features)))
        (local.set $base (local.get $histogram))
        (loop $eachFeature
          (local.set $slot (i32.add (local.get $base) (i32.shl (i32.load8_u (local.get $at)) (i32.const 3))))
          (i64.store (local.get $slot) (i64.add (i64.load (local.get $slot)) (local.get $sums)))
          (local.set $base (i32.add (local.get $base) (local.get $stride)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $eachFeature (i32.lt_u (local.get $at) (local.get $stop))))
        (br $eachRow))))

  ;; Takes a child's histogram from its parent's: `length` bytes, a multiple of 16.
  (func (export "subtract") (param $parent i32) (param $child i32) (param $length i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $parent) (local.get $length)))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $parent) (local.get $end)))
        (v128.store (local.get $parent)
          (i64x2.sub (v128.load (local.get $parent)) (v128.load (local.get $child))))
        (local.set $parent (i32.add (local.get $parent) (i32.const 16)))
        (local.set $child (i32.add (local.get $child) (i32.const 16)))
        (br $each))))

  ;; Puts the rows from address `from` to `to` that go left before the others, both in their order; returns the address where the others begin.
  ;; bins: a byte for each row. sides: by bin a byte, 4 where it goes left, else 0. scratch: room for as many rows.
  (func (export "partition")
    (param $from i32) (param $to i32) (param $bins i32) (param $sides i32) (param $scratch i32) (result i32)
    (local $left i32) (local $right i32) (local $row i32) (local $side i32)
    (local.set $left (local.get $from))
    (local.set $right (local.get $scratch))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $row (i32.load (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        ;; Without a branch: which way a row goes is what no processor can guess.
        (local.set $side
          (i32.load8_u (i32.add (local.get $sides) (i32.load8_u (i32.add (local.get $bins) (local.get $row))))))
        (i32.store (local.get $left) (local.get $row))
        (i32.store (local.get $right) (local.get $row))
        (local.set $left (i32.add (local.get $left) (local.get $side)))
        (local.set $right (i32.add (local.get $right) (i32.sub (i32.const 4) (local.get $side))))
        (br $each)))
    (memory.copy (local.get $left) (local.get $scratch) (i32.sub (local.get $right) (local.get $scratch)))
    (local.get $left))

  ;; The bin after which a feature is best split in two: the address of its sums, 0 where no split is better than `best`. The bins lie from `bin` to `last`;
  ;; `missing` is the address of sums that go left with the first of them, or 0. Sums of the node, the l2 penalty and the least hessian of a side are in
  ;; the histogram's units, and so is what a split is better by: the sum of gradient^2 / (hessian + l2) of both sides.
  (func (export "scan")
    (param $bin i32) (param $last i32) (param $missing i32) (param $gradient f64) (param $hessian f64) (param $l2 f64)
    (param $least f64) (param $best f64) (result i32)
    (local $sums i64) (local $found i32) (local $score f64)
    (local $leftGradient f64) (local $leftHessian f64) (local $rightGradient f64) (local $rightHessian f64)
    (local $left f64) (local $right f64)
    (if (local.get $missing) (then (local.set $sums (i64.load (local.get $missing)))))
    (block $done
      (loop $each
        (br_if $done (i32.gt_u (local.get $bin) (local.get $last)))
        (local.set $sums (i64.add (local.get $sums) (i64.load (local.get $bin))))
        (local.set $leftHessian (f64.convert_i32_s (i32.wrap_i64 (local.get $sums))))
        (local.set $bin (i32.add (local.get $bin) (i32.const 8)))
        (br_if $each (f64.lt (local.get $leftHessian) (local.get $least)))
        (local.set $rightHessian (f64.sub (local.get $hessian) (local.get $leftHessian)))
        (br_if $done (f64.lt (local.get $rightHessian) (local.get $least)))
        (local.set $leftGradient (f64.convert_i32_s (i32.wrap_i64 (i64.shr_s (local.get $sums) (i64.const 32)))))
        (local.set $rightGradient (f64.sub (local.get $gradient) (local.get $leftGradient)))
        (local.set $left (f64.add (local.get $leftHessian) (local.get $l2)))
        (local.set $right (f64.add (local.get $rightHessian) (local.get $l2)))
        (local.set $leftGradient (f64.mul (local.get $leftGradient) (local.get $leftGradient)))
        (local.set $rightGradient (f64.mul (local.get $rightGradient) (local.get $rightGradient)))
        ;; Without the two divisions, which take longer than all else; what is about as good as the best is looked at closely.
        (br_if $each
          (f64.lt
            (f64.add
              (f64.mul (local.get $leftGradient) (local.get $right))
              (f64.mul (local.get $rightGradient) (local.get $left)))
            (f64.mul
              (f64.mul (local.get $best) (f64.const 0.999999999999))
              (f64.mul (local.get $left) (local.get $right)))))
        (local.set $score
          (f64.add
            (f64.div (local.get $leftGradient) (local.get $left))
            (f64.div (local.get $rightGradient) (local.get $right))))
        (if (f64.gt (local.get $score) (local.get $best))
          (then
            (local.set $best (local.get $score))
            (local.set $found (i32.sub (local.get $bin) (i32.const 8)))))
        (br $each)))
    (local.get $found)))
