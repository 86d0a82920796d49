// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// Objects in memory, storage and calldata: who shares with whom, and what is copied.
contract Objects {
    struct In { uint8 a; int16[2] b; }
    struct Out { In one; In[] many; bytes text; uint128 c; }
    struct Node { uint256 value; Node[] below; }
    Out public out;
    Out[] internal outs;
    In[3] internal three;
    Node internal root;
    mapping(uint256 => Out) internal map;
    uint8[] internal small;
    uint256[] internal large;
    uint8[][] internal rows;
    bytes internal blob;
    string[2] internal words;

    function aliases(uint8 v) external pure returns (In memory, In memory, In[] memory) {
        In memory x = In(v, [int16(1), -2]);
        In memory y = x;
        y.a = 5;
        In[] memory list = new In[](2);
        list[0] = x;
        list[1] = list[0];
        list[1].b[1] = 77;
        x = In(9, y.b);
        x.b[0] = 3;
        delete list[0];
        return (x, y, list);
    }
    function shared(Out memory o) public pure returns (Out memory p, Out memory q) {
        p = o;
        q = Out(o.one, o.many, o.text, 4);
        q.one.a = 1;
        q.text = "new";
        if (q.many.length > 0) q.many[0].a = 99;
    }
    function stores(Out calldata o) external {
        out.one = o.one;
        out.text = o.text;
        out.c = o.c;
        three[1] = o.one;
        map[1].one = out.one;
        map[2].text = out.text;
    }
    function storesMemory(In memory i, bytes memory t) external returns (In memory) {
        out.one = i;
        out.many.push(i);
        out.text = t;
        i.a ^= 1;
        three[0] = i;
        three[2] = In(1, [int16(4), 5]);
        outs.push();
        outs[outs.length - 1].one = three[0];
        return out.many[out.many.length - 1];
    }
    function storageCopies(uint256 n) external returns (uint256) {
        if (outs.length < 2) { outs.push(); outs.push(); }
        outs[0] = out;
        Out storage p = outs[n % 2];
        p.c = 7;
        outs[1] = p;
        p = out;
        p.c++;
        (outs[0], outs[1]) = (outs[1], outs[0]);
        return p.c;
    }
    function deletes(uint256 n) external {
        if (n % 4 == 0) delete out;
        else if (n % 4 == 1) delete outs;
        else if (n % 4 == 2) delete map[1];
        else { delete three; delete rows; delete words; }
    }
    function arrays(uint8[] calldata given, uint256 n) external returns (uint256, uint8[] memory) {
        small = given;
        large = small;
        large.push(n);
        rows.push(given);
        rows.push();
        rows[rows.length - 1].push(3);
        if (n & 1 == 1) small.pop();
        uint8[] memory copy = small;
        if (copy.length > 0) copy[0] = 200;
        return (large.length, copy);
    }
    function shrinks(uint256 n) external {
        large = new uint256[](n % 6);
        small = new uint8[](n % 40);
        uint8[] storage p = small;
        if (p.length > 33) { p[33] = 5; p.pop(); }
    }
    function bytesGrow(bytes1 b, uint256 n) external returns (bytes memory) {
        for (uint256 i = 0; i < n % 70; i++) blob.push(b);
        if (blob.length > 0) { blob[0] = 0x41; blob[blob.length - 1] = 0x42; blob.pop(); }
        if (blob.length > 40) blob = bytes.concat(blob, "x");
        if (blob.length > 100) delete blob;
        return blob;
    }
    function grow(uint256 n) external returns (uint256) {
        root.value = n;
        root.below.push().value = n + 1;
        root.below[0].below.push().value = 7;
        Node storage last = root.below[root.below.length - 1];
        last.value *= 2;
        return root.below[0].below.length;
    }
    function text(string calldata s, uint256 i) external returns (string memory, bytes1) {
        words[i % 2] = s;
        bytes memory b = bytes(words[0]);
        if (b.length > 0) b[0] = "!";
        return (string(b), bytes(s)[i % 8]);
    }
    function slices(bytes calldata d, uint256 i, uint256 j) external pure returns (bytes memory, bytes4, bytes memory) {
        return (d[i % 5:], bytes4(d[:j % 40]), d[i % 3:j % 9]);
    }
    function nested(In[][] calldata x, string[] calldata s) external pure returns (uint256, int16, bytes memory) {
        return (x.length, x[0][0].b[1], abi.encode(x, s, s[0]));
    }
    function inside(uint256[2][] memory m, uint256 i) external pure returns (uint256[2] memory r) {
        r = m[i % 2];
        r[0]++;
        m[0][1] = 1;
    }
    function zero() external pure returns (Out memory o, uint256[] memory l, string[2] memory w) { o.one.b[0] = 1; l; w[1] = "b"; }
    function created(uint256 n) external pure returns (uint16[][] memory r) {
        r = new uint16[][](n % 4);
        for (uint256 i; i < r.length; ++i) { r[i] = new uint16[](i); if (i > 0) r[i][0] = uint16(n); }
    }
}
