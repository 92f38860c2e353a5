console.log('orkestra');
