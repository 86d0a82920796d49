// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity >=0.8.0 <0.9.0;

// The network's fee token in the three manners that are met on chains.

/// What every fee token has, whatever its transfers return.
abstract contract ModelTokenBooks {
    string public constant name = "Model USD";
    string public constant symbol = "USDT";
    uint8 public constant decimals = 6;

    uint256 public totalSupply;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => uint256) internal held;

    /// Anyone may send tokens to a contract at any time; with this switch it is as if
    /// someone had, just before each look: no balance is ever too small.
    bool public bottomless;
    /// Transfers fail, in the token's manner.
    bool public failing;

    struct Moves {
        uint256 count;
        uint256 lastBlock;
    }

    /// How often, and in which block last, an account moved tokens to another by its own call.
    mapping(address => mapping(address => Moves)) public moves;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Moved(address indexed by, address indexed to, uint256 value);

    function mint(address to, uint256 value) external {
        totalSupply += value;
        held[to] += value;
        emit Transfer(address(0), to, value);
    }

    function setBottomless(bool on) external {
        bottomless = on;
    }

    function setFailing(bool on) external {
        failing = on;
    }

    function balanceOf(address account) public view returns (uint256) {
        return bottomless && held[account] < 1e12 ? 1e12 : held[account];
    }

    function _approve(address spender, uint256 value) internal {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function _pull(address from, address to, uint256 value) internal returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < value && !bottomless) return false;
        if (!_move(from, to, value)) return false;
        if (!bottomless && allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        return true;
    }

    function _move(address from, address to, uint256 value) internal returns (bool) {
        if (failing) return false;
        if (held[from] < value) {
            if (!bottomless || value > 1e12) return false;
            totalSupply += value - held[from];
            held[from] = value;
        }
        held[from] -= value;
        held[to] += value;
        moves[msg.sender][to] = Moves(moves[msg.sender][to].count + 1, block.number);
        emit Moved(msg.sender, to, value);
        emit Transfer(from, to, value);
        return true;
    }
}

/// A token as the standard wants it: returns true, reverts on failure.
contract ModelFeeToken is ModelTokenBooks {
    function approve(address spender, uint256 value) external returns (bool) {
        _approve(spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        require(_move(msg.sender, to, value), "Insufficient balance");
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        require(_pull(from, to, value), "Insufficient balance or allowance");
        return true;
    }
}

/// A token that returns nothing, like USDT on Ethereum, and reverts on failure.
contract ModelSilentFeeToken is ModelTokenBooks {
    function approve(address spender, uint256 value) external {
        _approve(spender, value);
    }

    function transfer(address to, uint256 value) external {
        require(_move(msg.sender, to, value), "Insufficient balance");
    }

    function transferFrom(address from, address to, uint256 value) external {
        require(_pull(from, to, value), "Insufficient balance or allowance");
    }
}

/// A token that returns false on failure and does not revert.
contract ModelFalseFeeToken is ModelTokenBooks {
    function approve(address spender, uint256 value) external returns (bool) {
        _approve(spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        return _pull(from, to, value);
    }
}
